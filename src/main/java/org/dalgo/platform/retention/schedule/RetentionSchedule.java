package org.dalgo.platform.retention.schedule;

import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dalgo.platform.job.ClusterSchedule;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.jboss.logging.Logger;

/** Has each room delete its expired rows, in short transactions, on one replica at a time. */
@ApplicationScoped
class RetentionSchedule {

    private static final Logger LOG = Logger.getLogger(RetentionSchedule.class);

    private final TenantTransactions tenantTransactions;
    private final RetentionRepository lives;
    private final ClusterSchedule slots;
    private final RetentionConfig config;
    private final List<RetentionRule> rules;

    /** Rows of one organisation, or of all without a life of their own. */
    private record Share(OrgId only, Set<OrgId> except, Duration kept) {}

    @Inject
    RetentionSchedule(
            TenantTransactions tenantTransactions,
            RetentionRepository lives,
            ClusterSchedule slots,
            RetentionConfig config,
            @All List<RetentionRule> rules) {
        this.tenantTransactions = tenantTransactions;
        this.lives = lives;
        this.slots = slots;
        this.config = config;
        this.rules = rules;
    }

    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return Unis.sequentially(rules, this::deleteIfDue);
    }

    /** Deletes the expired rows of one rule; answers how many. */
    Uni<Long> deleteExpired(RetentionRule rule) {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.HOUSEKEEPING, () -> lives.lives(rule.name()))
                .chain(own -> Multi.createFrom()
                        .iterable(shares(rule, own))
                        .onItem()
                        .transformToUniAndConcatenate(share -> delete(rule, share))
                        .collect()
                        .with(Collectors.summingLong(Long::longValue)));
    }

    private Uni<Void> deleteIfDue(RetentionRule rule) {
        return slots.claim("retention " + rule.name(), rule.every())
                .chain(due -> due ? deleteExpired(rule) : Uni.createFrom().item(0L))
                .invoke(deleted -> {
                    if (deleted > 0) {
                        LOG.debugf("retention: %d %s deleted", deleted, rule.name());
                    }
                })
                .onFailure()
                .invoke(failure -> LOG.warnf("retention of %s failed: %s", rule.name(), failure.toString()))
                .onFailure()
                // The other tables must not grow because of one.
                .recoverWithItem(0L)
                .replaceWithVoid();
    }

    private static List<Share> shares(RetentionRule rule, Map<OrgId, Duration> own) {
        List<Share> shares = new ArrayList<>();
        own.forEach((org, kept) -> shares.add(new Share(org, Set.of(), kept)));
        shares.add(new Share(null, own.keySet(), rule.standard()));
        return shares;
    }

    private Uni<Long> delete(RetentionRule rule, Share share) {
        RetentionBatch batch = new RetentionBatch(
                OffsetDateTime.now(ZoneOffset.UTC).minus(share.kept()), share.only(), share.except(), config.batch());
        return Multi.createBy()
                .repeating()
                .uni(() ->
                        tenantTransactions.acrossOrgs(CrossTenantPurpose.HOUSEKEEPING, () -> rule.deleteBatch(batch)))
                .whilst(deleted -> deleted > 0)
                .select()
                .first(config.batchesPerTurn())
                .collect()
                .with(Collectors.summingLong(Integer::longValue));
    }
}
