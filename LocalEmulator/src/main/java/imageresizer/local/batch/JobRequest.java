package imageresizer.local.batch;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What a job is to do: invoke a function for each line of a CSV file.
 *
 * @param token makes a repeated request the same one
 * @param mustBeConfirmed whether the job waits before its first task
 * @param arguments which the function gets
 * @param list where the CSV file is
 * @param fields its columns: {@code Bucket}, {@code Key} and perhaps {@code VersionId}
 * @param report where the report goes; without a bucket, there is none
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html">CreateJob</a>
 */
record JobRequest(
        String token,
        String description,
        int priority,
        String roleArn,
        boolean mustBeConfirmed,
        String functionArn,
        Map<String, String> arguments,
        Place list,
        String eTag,
        List<String> fields,
        Place report,
        boolean reportsFailuresOnly) {

    private static final String ARN = "arn:aws:s3:::";

    /**
     * A place in S3.
     *
     * @param bucket empty for none
     * @param key or the beginning of one
     */
    record Place(String bucket, String key) {}

    JobRequest {
        arguments = Map.copyOf(arguments);
        fields = List.copyOf(fields);
    }

    /** @throws JobException if it is none, or one that this emulator does not know */
    static JobRequest read(InputStream xml) throws IOException, JobException {
        Document document = document(xml);
        XPath paths = XPathFactory.newInstance().newXPath();
        try {
            String request = "/CreateJobRequest/";
            String operation = request + "Operation/LambdaInvoke/";
            String manifest = request + "Manifest/";
            String report = request + "Report/";
            JobRequest read = new JobRequest(
                    paths.evaluate(request + "ClientRequestToken", document),
                    paths.evaluate(request + "Description", document),
                    number(paths.evaluate(request + "Priority", document)),
                    paths.evaluate(request + "RoleArn", document),
                    paths.evaluate(request + "ConfirmationRequired", document).equals("true"),
                    paths.evaluate(operation + "FunctionArn", document),
                    arguments(nodes(paths, operation + "UserArguments/entry", document), paths),
                    place(paths.evaluate(manifest + "Location/ObjectArn", document)),
                    paths.evaluate(manifest + "Location/ETag", document).replace("\"", ""),
                    texts(nodes(paths, manifest + "Spec/Fields/member", document)),
                    paths.evaluate(report + "Enabled", document).equals("true")
                            ? new Place(
                                    bucket(paths.evaluate(report + "Bucket", document)),
                                    paths.evaluate(report + "Prefix", document))
                            : new Place("", ""),
                    paths.evaluate(report + "ReportScope", document).equals("FailedTasksOnly"));
            read.requireKnown(
                    paths.evaluate(operation + "InvocationSchemaVersion", document),
                    paths.evaluate(manifest + "Spec/Format", document));
            return read;
        } catch (XPathExpressionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void requireKnown(String schema, String format) throws JobException {
        if (functionArn.isEmpty()) {
            throw JobException.badRequest("The local stack knows jobs of the operation LambdaInvoke only.");
        }
        if (!schema.equals("2.0")) {
            throw JobException.badRequest("The local stack knows InvocationSchemaVersion 2.0 only.");
        }
        if (!format.equals("S3BatchOperations_CSV_20180820") || !fields.contains("Bucket") || !fields.contains("Key")) {
            throw JobException.badRequest(
                    "The local stack reads a Manifest of the format S3BatchOperations_CSV_20180820 with the fields"
                            + " Bucket and Key only.");
        }
        if (roleArn.isEmpty()) {
            throw JobException.badRequest("A job needs a RoleArn.");
        }
    }

    private static Document document(InputStream xml) throws IOException, JobException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(xml);
        } catch (SAXException e) {
            throw JobException.badRequest("The request is not well-formed XML.");
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static NodeList nodes(XPath paths, String path, Document document) throws XPathExpressionException {
        return (NodeList) paths.evaluate(path, document, XPathConstants.NODESET);
    }

    private static List<String> texts(NodeList nodes) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static Map<String, String> arguments(NodeList entries, XPath paths) throws XPathExpressionException {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (int i = 0; i < entries.getLength(); i++) {
            arguments.put(paths.evaluate("key", entries.item(i)), paths.evaluate("value", entries.item(i)));
        }
        return arguments;
    }

    private static Place place(String arn) throws JobException {
        String path = bucket(arn);
        int slash = path.indexOf('/');
        if (slash < 0) {
            throw JobException.badRequest("The Manifest needs the ARN of an object.");
        }
        return new Place(path.substring(0, slash), path.substring(slash + 1));
    }

    private static String bucket(String arn) throws JobException {
        if (!arn.startsWith(ARN)) {
            throw JobException.badRequest("\"" + arn + "\" is not the ARN of something in S3.");
        }
        return arn.substring(ARN.length());
    }

    private static int number(String text) throws JobException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw JobException.badRequest("A job needs a Priority, a whole number.");
        }
    }
}
