package imageresizer.local.lambda.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** Ends its process while it is constructed. */
public final class ExitingHandler implements RequestHandler<Object, String> {
    public ExitingHandler() {
        System.out.println("no disk");
        System.exit(3);
    }

    @Override
    public String handleRequest(Object event, Context context) {
        return "never";
    }
}
