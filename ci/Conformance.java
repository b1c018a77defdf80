// Runs veraPDF's rules for standards such as PDF/UA-1 (`ua1`) and PDF/A-3a (`3a`) over files and names every rule
// that is broken.
// Used by ci/verapdf. The package that brings veraPDF cannot read its own profiles (a part of it is missing),
// so they are read here, element by element.

import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public class Conformance {
    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        boolean conform = true;
        for (String standard : arguments[0].split(",")) {
            // The profiles' files are called PDFUA-1, PDFA-3A and so on.
            String name = standard.startsWith("ua") ? "PDFUA-" + standard.substring(2) : "PDFA-" + standard.toUpperCase();
            PDFAFlavour flavour = PDFAFlavour.byFlavourId(standard);
            ValidationProfile profile = profile(flavour, name);
            for (int at = 1; at < arguments.length; at++) {
                conform &= check(new File(arguments[at]), flavour, profile, name);
            }
        }
        System.exit(conform ? 0 : 1);
    }

    private static boolean check(File file, PDFAFlavour flavour, ValidationProfile profile, String standard)
            throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(profile, 1000, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.println(file + ": " + (result.isCompliant() ? "conforms to " : "does not conform to ") + standard);
            report(result);
            return result.isCompliant();
        }
    }

    /** Prints each broken rule once, with the first place and the number of places. */
    private static void report(ValidationResult result) {
        TreeMap<String, List<TestAssertion>> broken = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                broken.computeIfAbsent(rule, key -> new ArrayList<>()).add(assertion);
            }
        }
        broken.forEach((rule, places) -> {
            TestAssertion first = places.get(0);
            System.out.println("  rule " + rule + ", " + places.size() + " times: " + first.getMessage());
            System.out.println("    first at " + first.getLocation().getContext());
        });
    }

    private static ValidationProfile profile(PDFAFlavour flavour, String file) throws Exception {
        String path = "org/verapdf/pdfa/validation/" + file + ".xml";
        Element root;
        try (InputStream stream = ClassLoader.getSystemResourceAsStream(path)) {
            if (stream == null) {
                System.err.println("ci/verapdf: no profile " + file + " in the package");
                System.exit(2);
            }
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream).getDocumentElement();
        }
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element element : all(root, "rule")) {
            rules.add(rule(element));
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element element : all(root, "variable")) {
            variables.add(Profiles.variableFromValues(element.getAttribute("name"), element.getAttribute("object"),
                    words(element, "defaultValue"), words(element, "value")));
        }
        return Profiles.profileFromValues(flavour,
                Profiles.profileDetailsFromValues(file, file, "veraPDF", new Date(0)), "", rules, variables);
    }

    private static Rule rule(Element element) {
        Element id = all(element, "id").get(0);
        Element error = all(element, "error").get(0);
        List<ErrorArgument> arguments = new ArrayList<>();
        for (Element argument : all(error, "argument")) {
            arguments.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), argument.getAttribute("name"), null));
        }
        PDFAFlavour.Specification specification = PDFAFlavour.Specification.valueOf(id.getAttribute("specification"));
        int number = Integer.parseInt(id.getAttribute("testNumber"));
        Boolean deferred = element.hasAttribute("deferred") ? Boolean.valueOf(element.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(specification, id.getAttribute("clause"), number),
                element.getAttribute("object"), deferred, element.getAttribute("tags"),
                words(element, "description"), words(element, "test"),
                Profiles.errorFromValues(words(error, "message"), arguments), new ArrayList<>());
    }

    private static List<Element> all(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int at = 0; at < nodes.getLength(); at++) {
            elements.add((Element) nodes.item(at));
        }
        return elements;
    }

    private static String words(Element parent, String name) {
        List<Element> found = all(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent();
    }
}
