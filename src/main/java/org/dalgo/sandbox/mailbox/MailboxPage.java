package org.dalgo.sandbox.mailbox;

import java.util.List;
import org.dalgo.people.notify.mail.MailLog;

/** The list of mails as HTML. */
final class MailboxPage {

    private static final String HEAD =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="refresh" content="15">
            <title>Mailbox of development</title>
            <style>
            body { font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; color: #1f2933 }
            details { border: 1px solid #d9dee5; border-radius: 6px; margin: .5rem 0; padding: .5rem 1rem }
            summary { cursor: pointer }
            small { color: #52606d }
            iframe { width: 100%; height: 26rem; border: 0; margin-top: .5rem }
            pre { white-space: pre-wrap; background: #f4f5f7; padding: 1rem }
            </style>
            </head>
            <body>
            <h1>Mailbox of development</h1>
            <p>No mail leaves this machine. These were sent, newest first.</p>
            """;

    private MailboxPage() {}

    static String of(List<MailLog.LoggedMail> mails) {
        StringBuilder page = new StringBuilder(HEAD);
        if (mails.isEmpty()) {
            page.append("<p>None yet.</p>\n");
        }
        mails.forEach(mail -> page.append(entry(mail)));
        return page.append("</body>\n</html>\n").toString();
    }

    private static String entry(MailLog.LoggedMail mail) {
        return """
                <details>
                <summary>%s <small>to %s, %s, %s</small></summary>
                <iframe sandbox="allow-popups" loading="lazy" src="/mailbox/%d" title="The mail"></iframe>
                <pre>%s</pre>
                </details>
                """
                .formatted(
                        escaped(mail.text().subject()),
                        escaped(mail.recipient()),
                        mail.at(),
                        mail.state(),
                        mail.id(),
                        escaped(mail.text().text()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
