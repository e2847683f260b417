package org.dalgo.people.org.operation;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;

/** The rooms above, in the order in which they take part in making and removing organisations. */
@ApplicationScoped
class OrgLifecycleChain {

    private final List<OrgLifecycle> removal;
    private final List<OrgLifecycle> creation;

    @Inject
    OrgLifecycleChain(@All List<OrgLifecycle> rooms) {
        removal =
                rooms.stream().sorted(Comparator.comparing(OrgLifecycle::stage)).toList();
        creation = new ArrayList<>(removal);
        Collections.reverse(creation);
    }

    Uni<Void> setUp(OrgView org) {
        return Multi.createFrom()
                .iterable(creation)
                .onItem()
                .transformToUniAndConcatenate(room -> room.setUp(org))
                .onItem()
                .ignoreAsUni();
    }

    /** One after the other, all of them, whatever one of them leaves behind; answers what that is. */
    Uni<List<String>> remove(OrgView org) {
        return Multi.createFrom()
                .iterable(removal)
                .onItem()
                .transformToUniAndConcatenate(room -> Uni.createFrom()
                        .deferred(() -> room.remove(org))
                        .onFailure()
                        .recoverWithItem(failure -> List.of(room.stage() + ": " + failure.getMessage())))
                .collect()
                .in(ArrayList<String>::new, List::addAll)
                .map(left -> left);
    }
}
