package imageresizer.local.cli;

import java.util.concurrent.Callable;

/**
 * A command that looks at its arguments and files before it does anything. With {@code -Dlocal.check=true} that is all: so
 * the script learns of a typing error before it builds what has changed.
 */
abstract class CheckedCommand implements Callable<Integer> {

    /** @throws CommandFailure if the command can't work with its arguments */
    abstract void check();

    /** Does the work and returns the exit code. */
    abstract int run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        check();
        return isOnlyChecked() ? 0 : run();
    }

    static boolean isOnlyChecked() {
        return Boolean.getBoolean("local.check");
    }
}
