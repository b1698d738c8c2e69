# What the comparisons of perf/ share (echo, throughput, relay, peers); to be sourced.

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# options_of_comparison: all of them understand these.
options_of_comparison()
{
    cat <<'OPTIONS'

  --quick            a look, over within 50 s: fewer and shorter rounds
  --systems a,b      only these
  --sizes 64,1024    bytes of a message
  --rounds N         rounds that count (20; quick: 5)
  --warmups N        rounds before them (8; quick: 3)
  --millis N         of each slice: one system, one size, one round (500; quick: 250)
  --java PATH        JDK of the measured processes, or its launcher (the one that runs this)
  --against DIR      the engine's systems also as DIR has them, another checkout whose benchmarks are built
  --cpus 0,1         cores of server and client (isolated ones where there are, otherwise the first two)
  --json FILE        everything, machine, JDK and commit included
  --svg FILE         plot of the percentiles, where it is latency that is measured

Exit code 0 only if every system ran and answered. What can not run on this machine is left out, and said.
OPTIONS
}

# run_comparison SCRIPT CLASS OPTION...: builds what is missing, then becomes the controller's JVM.
run_comparison()
{
    local script=$1 main=$2 option
    shift 2
    for option
    do
        if [ "$option" = --help ]
        then
            usage "$script"
            options_of_comparison
            exit 0
        fi
    done
    build_benchmarks
    exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx512m -XX:+UseSerialGC "-Dhopwire.perf.commit=$(commit)" \
        -cp "$benchmarks_jar" "$main" "$@"
}
