package org.dalgo.people.notify.mail;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.tenancy.OrgId;

/** Queues mails: each is stored with the change that causes it and sent in the background. */
@ApplicationScoped
public class MailQueue {

    /** Kind of the job that sends one mail; its payload is {@code {"mail": id}}. */
    static final String JOB = "mail";

    private final MailDeliveryRepository deliveries;
    private final JobQueue jobQueue;
    private final SecretCipher secretCipher;
    private final ObjectMapper json;

    @Inject
    MailQueue(MailDeliveryRepository deliveries, JobQueue jobQueue, SecretCipher secretCipher, ObjectMapper json) {
        this.deliveries = deliveries;
        this.jobQueue = jobQueue;
        this.secretCipher = secretCipher;
        this.json = json;
    }

    /**
     * Queues a mail. Joins the current unit of work.
     *
     * @param to address of one person
     * @param org on whose behalf, or null
     * @param values what the template of this kind needs; encrypted until the mail is sent, and gone then
     */
    public Uni<Void> enqueue(MailKind kind, String to, OrgId org, Map<String, String> values) {
        Secret contents = Secret.of(json.valueToTree(values).toString());
        return deliveries
                .insert(org, kind, to, secretCipher.seal(contents, owner(to)).bytes())
                .chain(id -> jobQueue.enqueue(JOB, org, Map.of("mail", id)))
                .replaceWithVoid();
    }

    /** What its contents are sealed for: a mail opens only for its recipient. */
    static String owner(String to) {
        return "mail to " + to;
    }
}
