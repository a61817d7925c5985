package imageresizer.local.lambda.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** Cannot be constructed. */
public final class MisconfiguredHandler implements RequestHandler<Object, String> {
    public MisconfiguredHandler() {
        throw new IllegalArgumentException("SIZES is \"wide\":\nit must be a list such as 200x200,800x800.");
    }

    @Override
    public String handleRequest(Object event, Context context) {
        return "never";
    }
}
