package io.hopwire.sim.mutants;

/**
 * A mutant does not fit the source any more: the source has changed, or the mutant does not compile.
 */
final class StaleMutantException extends Exception
{
    private static final long serialVersionUID = 1;

    StaleMutantException(final String message)
    {
        super(message);
    }
}
