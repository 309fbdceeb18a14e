import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.simplereport.jaxb.XmlTimestamp;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.policy.ValidationPolicyLoader;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * EU DSS asked about many files in one process, a thread for each core.
 *
 * The only argument is a file with a line per question: PDF, moment of judging (ISO 8601), trusted certificates
 * separated by commas; tabs between. A line of JSON is printed per question. Nothing is fetched: neither AIA nor CRL
 * nor OCSP source is given, so that what the PDF carries must do. The policy is the one that DSS brings along.
 */
public class Dss {
    private static final ValidationPolicy POLICY =
            ValidationPolicyLoader.fromDefaultValidationPolicy().create(); // read once: it takes longer than a judgment

    public static void main(String[] arguments) throws Exception {
        List<String> questions = Files.readAllLines(Path.of(arguments[0]), StandardCharsets.UTF_8);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        questions.parallelStream().forEach(question -> {
            String answer = json(answer(question.split("\t", -1)));
            synchronized (out) {
                out.println(answer);
            }
        });
    }

    private static Map<String, Object> answer(String[] question) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("file", question[0]);
        try {
            Reports reports = validate(new File(question[0]), Instant.parse(question[1]), question[2]);
            SimpleReport simple = reports.getSimpleReport();
            DiagnosticData diagnostic = reports.getDiagnosticData();
            List<Object> signatures = new ArrayList<>();
            for (String id : simple.getSignatureIdList()) {
                signatures.add(signature(id, simple, diagnostic));
            }
            List<Object> timestamps = new ArrayList<>();
            for (String id : simple.getTimestampIdList()) {
                timestamps.add(timestamp(id, simple, diagnostic));
            }
            told.put("signatures", signatures);
            told.put("timestamps", timestamps);
        } catch (Exception | StackOverflowError refused) { // a hostile file makes it raise anything: that is an answer
            told.put("error", refused.getClass().getSimpleName() + ": " + refused.getMessage());
        }
        return told;
    }

    private static Reports validate(File pdf, Instant at, String trusted) {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        for (String path : trusted.split(",")) {
            if (!path.isEmpty()) {
                anchors.addCertificate(DSSUtils.loadCertificate(new File(path)));
            }
        }
        CommonCertificateVerifier offline = new CommonCertificateVerifier(true);
        offline.setTrustedCertSources(anchors);
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(pdf));
        validator.setCertificateVerifier(offline);
        validator.setValidationTime(Date.from(at));
        validator.setEnableEtsiValidationReport(false);
        return validator.validateDocument(POLICY);
    }

    private static Map<String, Object> signature(String id, SimpleReport simple, DiagnosticData diagnostic) {
        SignatureWrapper one = diagnostic.getSignatureById(id);
        Map<String, Object> told = indication(id, simple);
        told.put("field", field(one.getPDFRevision()));
        told.put("format", String.valueOf(simple.getSignatureFormat(id)));
        told.put("changes", changes(one.getPDFRevision()));
        List<Object> timestamps = new ArrayList<>();
        for (XmlTimestamp stamp : simple.getSignatureTimestamps(id)) {
            timestamps.add(timestamp(stamp.getId(), simple, diagnostic));
        }
        told.put("timestamps", timestamps);
        return told;
    }

    private static Map<String, Object> timestamp(String id, SimpleReport simple, DiagnosticData diagnostic) {
        TimestampWrapper one = diagnostic.getTimestampById(id);
        Map<String, Object> told = indication(id, simple);
        told.put("field", field(one.getPDFRevision()));
        told.put("type", String.valueOf(one.getType()));
        told.put("changes", changes(one.getPDFRevision()));
        return told;
    }

    private static Map<String, Object> indication(String id, SimpleReport simple) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("indication", String.valueOf(simple.getIndication(id)));
        told.put("sub", simple.getSubIndication(id) == null ? null : simple.getSubIndication(id).toString());
        told.put("errors", words(simple.getAdESValidationErrors(id)));
        told.put("warnings", words(simple.getAdESValidationWarnings(id)));
        return told;
    }

    private static String field(PDFRevisionWrapper revision) {
        return revision == null ? null : revision.getFirstFieldName();
    }

    /** What DSS found to be changed after a signature and does not count as signing, filling in or archiving. */
    private static List<String> changes(PDFRevisionWrapper revision) {
        if (revision == null) {
            return List.of();
        }
        TreeSet<String> kinds = new TreeSet<>();
        add(kinds, "annotations", revision.getPdfAnnotationChanges());
        add(kinds, "objects", revision.getPdfUndefinedChanges());
        add(kinds, "annotations overlap", revision.getPdfAnnotationsOverlapConcernedPages());
        add(kinds, "pages look different", revision.getPdfVisualDifferenceConcernedPages());
        add(kinds, "number of pages", revision.getPdfPageDifferenceConcernedPages());
        return List.copyOf(kinds);
    }

    private static void add(TreeSet<String> kinds, String kind, Collection<?> found) {
        if (!found.isEmpty()) {
            kinds.add(kind);
        }
    }

    private static List<String> words(List<Message> messages) {
        return messages.stream().map(one -> one.getKey() + ": " + one.getValue()).collect(Collectors.toList());
    }

    private static String json(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(one -> json(one.getKey()) + ":" + json(one.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(Dss::json).collect(Collectors.joining(",", "[", "]"));
        }
        StringBuilder text = new StringBuilder("\"");
        for (char one : value.toString().toCharArray()) {
            text.append(one < 32 || one > 126 || one == '"' || one == '\\' ? String.format("\\u%04x", (int) one) : one);
        }
        return text.append('"').toString();
    }
}
