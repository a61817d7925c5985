package imageresizer.picture.render.libvips;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reduces an XMP packet to who made a picture, who owns it and how it may be used.
 *
 * @see <a href="https://developer.adobe.com/xmp/docs/">XMP specification</a>
 */
final class XmpRights {
    private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    /** Properties by namespace; an empty set stands for all of them. */
    private static final Map<String, Set<String>> RIGHTS = Map.of(
            "http://purl.org/dc/elements/1.1/", Set.of("creator", "rights"),
            "http://ns.adobe.com/xap/1.0/rights/", Set.of(),
            "http://ns.adobe.com/photoshop/1.0/", Set.of("AuthorsPosition", "Credit", "Source"),
            "http://ns.useplus.org/ldf/xmp/1.0/", Set.of(),
            "http://creativecommons.org/ns#", Set.of());

    private XmpRights() {}

    /** The packet's statements about rights as a packet; nothing when there are none or the packet cannot be read. */
    static Optional<byte[]> of(byte[] packet) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // or it prints to standard error
            NodeList descriptions =
                    builder.parse(new ByteArrayInputStream(packet)).getElementsByTagNameNS(RDF, "Description");

            Document kept = builder.newDocument();
            Element meta = kept.createElementNS("adobe:ns:meta/", "x:xmpmeta");
            Element rdf = kept.createElementNS(RDF, "rdf:RDF");
            Element description = kept.createElementNS(RDF, "rdf:Description");
            description.setAttributeNS(RDF, "rdf:about", "");
            kept.appendChild(meta).appendChild(rdf).appendChild(description);
            boolean found = false;
            for (int i = 0; i < descriptions.getLength(); i++) {
                Node from = descriptions.item(i);
                if (RDF.equals(from.getParentNode().getNamespaceURI())
                        && "RDF".equals(from.getParentNode().getLocalName())) {
                    found |= copyRights(from, description);
                }
            }
            return found ? Optional.of(serialise(kept)) : Optional.empty();
        } catch (ParserConfigurationException | SAXException | IOException | TransformerException e) {
            return Optional.empty(); // Broken metadata is no reason to refuse a picture.
        }
    }

    private static boolean copyRights(Node from, Element to) {
        boolean found = false;
        for (int i = 0; i < from.getAttributes().getLength(); i++) {
            Node attribute = from.getAttributes().item(i);
            if (isAboutRights(attribute)) {
                to.setAttributeNodeNS((Attr) to.getOwnerDocument().importNode(attribute, true));
                found = true;
            }
        }
        for (Node child = from.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (isAboutRights(child)) {
                to.appendChild(to.getOwnerDocument().importNode(child, true));
                found = true;
            }
        }
        return found;
    }

    private static boolean isAboutRights(Node property) {
        Set<String> names = property.getNamespaceURI() == null ? null : RIGHTS.get(property.getNamespaceURI());
        return names != null && (names.isEmpty() || names.contains(property.getLocalName()));
    }

    private static byte[] serialise(Document document) throws TransformerException {
        TransformerFactory factory = TransformerFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        Transformer transformer = factory.newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter packet = new StringWriter();
        packet.write("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n");
        transformer.transform(new DOMSource(document), new StreamResult(packet));
        packet.write("\n<?xpacket end=\"r\"?>");
        return packet.toString().getBytes(StandardCharsets.UTF_8);
    }
}
