package imageresizer.local.template;

/**
 * A line of a template.
 *
 * @param file name of the template's file, without its folder
 * @param line counted from 1
 */
record Location(String file, int line) {
    TemplateException error(String sentence) {
        return new TemplateException("%s line %d: %s".formatted(file, line, sentence));
    }
}
