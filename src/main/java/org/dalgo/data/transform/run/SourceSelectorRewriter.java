package org.dalgo.data.transform.run;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dalgo.platform.tenancy.OrgId;

/**
 * A table that was loaded is called by its bare name on the canvas, as a model is; dbt knows it as a source. Every call
 * joins the caller's unit of work.
 */
@ApplicationScoped
class SourceSelectorRewriter {

    /** Signs of dbt's for what is before and after: {@code @m}, {@code 2+m}, {@code m+1}. */
    private static final Pattern TERM = Pattern.compile("(@|\\d*\\+)?(.+?)(\\+\\d*)?");

    /** What does not stand for itself in dbt's name of a source; a star stands for anything. */
    private static final Pattern UNUSABLE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_-]");

    private static final Pattern BLANKS = Pattern.compile(" +");

    private final DbtSourceRepository repository;

    @Inject
    SourceSelectorRewriter(DbtSourceRepository repository) {
        this.repository = repository;
    }

    /** The selector with tables that were loaded as dbt selects them; null stays null. */
    Uni<String> rewrite(OrgId org, String select) {
        if (select == null) {
            return Uni.createFrom().nullItem();
        }
        // The name of a table may have blanks in it: then it is the whole.
        List<String> words = Stream.concat(Stream.of(select), Stream.of(BLANKS.split(select)))
                .distinct()
                .toList();
        List<String> names = words.stream().map(SourceSelectorRewriter::name).toList();
        return repository
                .sourcesByTable(org, names)
                .map(sources -> sources.containsKey(name(select))
                        ? rewriteTerm(select, sources)
                        : Stream.of(BLANKS.split(select))
                                .map(word -> rewriteTerm(word, sources))
                                .collect(Collectors.joining(" ")));
    }

    /** Where several schemas have such a table, all of them are meant. */
    private static String rewriteTerm(String word, Map<String, TreeSet<String>> sources) {
        Matcher parts = TERM.matcher(word);
        if (!parts.matches() || !sources.containsKey(parts.group(2))) {
            return word;
        }
        return sources.get(parts.group(2)).stream()
                .map(source -> orEmpty(parts.group(1)) + "source:" + usable(source) + "." + usable(parts.group(2))
                        + orEmpty(parts.group(3)))
                .collect(Collectors.joining(" "));
    }

    private static String name(String word) {
        Matcher parts = TERM.matcher(word);
        return parts.matches() ? parts.group(2) : word;
    }

    private static String usable(String name) {
        return UNUSABLE.matcher(name).replaceAll("*");
    }

    private static String orEmpty(String sign) {
        return sign == null ? "" : sign;
    }
}
