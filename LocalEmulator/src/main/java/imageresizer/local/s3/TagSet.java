package imageresizer.local.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The tags of an object, as S3 takes them: at most 10, with different keys of 1 to 128 characters and values of at most
 * 256. Immutable.
 */
record TagSet(SortedMap<String, String> tags) {

    static final TagSet NONE = new TagSet(new TreeMap<>());

    private static final int MOST = 10;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;

    /** @throws S3Exception if S3 would not take them */
    TagSet {
        if (tags.size() > MOST) {
            throw refusal("BadRequest", "Object tags cannot be greater than 10");
        }
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > LONGEST_KEY) {
                throw refusal("InvalidTag", "The TagKey you have provided is invalid");
            }
            if (value.length() > LONGEST_VALUE) {
                throw refusal("InvalidTag", "The TagValue you have provided is invalid");
            }
        });
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    /** Reads the header {@code x-amz-tagging}, which looks like a query. */
    static TagSet ofHeader(String header) {
        SortedMap<String, String> tags = new TreeMap<>();
        for (String tag : header.split("&", -1)) {
            String[] parts = tag.split("=", 2);
            if (!tag.isEmpty()) {
                add(tags, decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
            }
        }
        return new TagSet(tags);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refusal(
                    "InvalidArgument",
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
                            + " parameters without tag name duplicates.");
        }
    }

    /** Reads the body of PutObjectTagging. */
    static TagSet ofXml(InputStream xml) throws IOException {
        SortedMap<String, String> tags = new TreeMap<>();
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            NodeList found = builder.parse(xml).getElementsByTagNameNS("*", "Tag");
            for (int i = 0; i < found.getLength(); i++) {
                Element tag = (Element) found.item(i);
                add(tags, text(tag, "Key"), text(tag, "Value"));
            }
        } catch (SAXException e) {
            throw malformed();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
        return new TagSet(tags);
    }

    private static String text(Element tag, String name) {
        NodeList found = tag.getElementsByTagNameNS("*", name);
        if (found.getLength() != 1) {
            throw malformed();
        }
        return found.item(0).getTextContent();
    }

    private static void add(Map<String, String> tags, String key, String value) {
        if (tags.put(key, value) != null) {
            throw refusal("InvalidTag", "Cannot provide multiple Tags with the same key");
        }
    }

    private static S3Exception malformed() {
        return refusal(
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    private static S3Exception refusal(String code, String message) {
        return (S3Exception) S3Exception.builder()
                .statusCode(400)
                .message(message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }

    /** The answer of GetObjectTagging. */
    String toXml() {
        try {
            StringWriter text = new StringWriter();
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("Tagging");
            xml.writeDefaultNamespace("http://s3.amazonaws.com/doc/2006-03-01/");
            xml.writeStartElement("TagSet");
            for (Map.Entry<String, String> tag : tags.entrySet()) {
                xml.writeStartElement("Tag");
                xml.writeStartElement("Key");
                xml.writeCharacters(tag.getKey());
                xml.writeEndElement();
                xml.writeStartElement("Value");
                xml.writeCharacters(tag.getValue());
                xml.writeEndElement();
                xml.writeEndElement();
            }
            xml.writeEndDocument();
            return text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }
}
