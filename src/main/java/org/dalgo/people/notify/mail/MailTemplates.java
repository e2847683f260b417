package org.dalgo.people.notify.mail;

import com.google.re2j.Pattern;
import io.quarkus.qute.Engine;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;

/**
 * Writes mails from {@code templates/mail}: for each kind a page and a text, whose first line is the subject. A value
 * that a template needs and does not get is a failure, not a gap.
 */
@ApplicationScoped
class MailTemplates {

    private static final Pattern CONTROL = Pattern.compile("[[:cntrl:]]+");

    private final Engine engine;

    @Inject
    MailTemplates(Engine engine) {
        this.engine = engine;
    }

    Uni<MailText> write(MailKind kind, Map<String, String> values) {
        String name = "mail/" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return render(name + ".txt", values)
                .chain(text -> render(name + ".html", values).map(html -> split(text, html)));
    }

    private Uni<String> render(String name, Map<String, String> values) {
        TemplateInstance template = engine.getTemplate(name).instance();
        // A line break in a name must not end the subject early.
        values.forEach((key, value) -> template.data(key, CONTROL.matcher(value).replaceAll(" ")));
        return template.createUni();
    }

    private static MailText split(String text, String html) {
        int end = text.indexOf('\n');
        return new MailText(text.substring(0, end).strip(), text.substring(end).strip() + "\n", html);
    }
}
