package org.dalgo.platform.tenancy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of the columns of one result, shared by its rows. */
final class RowColumns {

    private static final int AMBIGUOUS = -1;

    private final List<String> names;
    private final Map<String, Integer> positions;

    RowColumns(List<String> names) {
        this.names = names;
        this.positions = new HashMap<>(names.size() * 2);
        for (int i = 0; i < names.size(); i++) {
            positions.merge(names.get(i), i, (first, second) -> AMBIGUOUS);
        }
    }

    int size() {
        return names.size();
    }

    /**
     * Position of the column, from 0.
     *
     * @throws IllegalArgumentException naming the columns there are, when none or more than one has this name
     */
    int position(String name) {
        Integer position = positions.get(name);
        if (position == null) {
            throw new IllegalArgumentException("no column " + name + " among " + names);
        }
        if (position == AMBIGUOUS) {
            throw new IllegalArgumentException("several columns " + name + " among " + names);
        }
        return position;
    }
}
