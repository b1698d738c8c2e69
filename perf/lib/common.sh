# What the scripts of perf/ share; to be sourced.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
benchmarks_jar=$repository/benchmarks/target/benchmarks.jar

# usage SCRIPT: the comment at the script's beginning.
usage()
{
    awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$1"
}

# note TEXT: something to know that is no error.
note()
{
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

fail()
{
    note "$@"
    exit 1
}

# Commit of the sources, marked where something in them is not committed.
commit()
{
    local id
    id=$(git -C "$repository" rev-parse --short HEAD 2>/dev/null) || { echo unknown; return; }
    [ -z "$(git -C "$repository" status --porcelain --untracked-files=no 2>/dev/null)" ] || id+=-changed
    echo "$id"
}

# Builds the jar of the benchmarks unless it is there and newer than all that it is made of.
build_benchmarks()
{
    local sources=(pom.xml codec-sbe/pom.xml codec-sbe/src engine/pom.xml engine/src/main benchmarks/pom.xml benchmarks/src)
    if [ -f "$benchmarks_jar" ] &&
        [ -z "$(cd "$repository" && find "${sources[@]}" -newer "$benchmarks_jar" -print -quit)" ]
    then
        return
    fi
    note "building ${benchmarks_jar#"$repository"/}"
    (cd "$repository" && mvn -q -B -ntp -pl benchmarks -am package -DskipTests -Dcheckstyle.skip) ||
        fail "the benchmarks do not build"
}
