package imageresizer.local.sns;

/** A request that SNS refuses, with the code by which SDKs choose their exception. */
public final class SnsException extends RuntimeException {
    private final int status;
    private final String code;
    private final String message;

    private SnsException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    static SnsException invalid(String reason) {
        return new SnsException(400, "InvalidParameter", "Invalid parameter: " + reason);
    }

    static SnsException invalidValue(String reason) {
        return new SnsException(400, "ParameterValueInvalid", reason);
    }

    static SnsException notFound(String what) {
        return new SnsException(404, "NotFound", what + " does not exist");
    }

    static SnsException unknownAction(String action) {
        return new SnsException(
                400,
                "InvalidAction",
                "The action " + action + " is not valid for this endpoint, which serves S3 and a part of SNS.");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
