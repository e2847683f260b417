package org.dalgo.platform.tenancy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of a result, read by the names that its statement gives the columns. A name that the result lacks, or has twice,
 * fails with an {@link IllegalArgumentException} that lists the names; a value of another type fails with a
 * {@link ClassCastException}. Readers of numbers and booleans fail with an {@link IllegalStateException} for SQL null,
 * unless their name says otherwise; readers of objects answer null for it.
 */
public final class Row {

    private final RowColumns columns;
    final Object[] values;

    Row(RowColumns columns, Object[] values) {
        this.columns = columns;
        this.values = values;
    }

    /** Whether the column is SQL null. */
    public boolean isNull(String column) {
        return value(column) == null;
    }

    /** A {@code smallint}, {@code integer} or {@code bigint}. */
    public long longValue(String column) {
        return number(column).longValue();
    }

    /** As {@link #longValue}, null for SQL null. */
    public Long longOrNull(String column) {
        Number number = (Number) value(column);
        return number == null ? null : number.longValue();
    }

    /** A number whose values fit an {@code integer}. */
    public int intValue(String column) {
        return Math.toIntExact(number(column).longValue());
    }

    /** As {@link #intValue}, null for SQL null. */
    public Integer intOrNull(String column) {
        return isNull(column) ? null : (Integer) intValue(column);
    }

    /** Any number, as the nearest double. */
    public double doubleValue(String column) {
        return number(column).doubleValue();
    }

    /** As {@link #doubleValue}, null for SQL null. */
    public Double doubleOrNull(String column) {
        Number number = (Number) value(column);
        return number == null ? null : number.doubleValue();
    }

    public boolean bool(String column) {
        return (Boolean) present(column);
    }

    /** As {@link #bool}, null for SQL null. */
    public Boolean boolOrNull(String column) {
        return (Boolean) value(column);
    }

    /** A {@code text}, a {@code varchar}, or JSON that the statement casts to text. */
    public String text(String column) {
        return (String) value(column);
    }

    public Optional<String> optionalText(String column) {
        return Optional.ofNullable(text(column));
    }

    /** JSON that the statement casts to text; fails with an {@link IllegalStateException} when it cannot be read. */
    public JsonNode json(String column, ObjectMapper mapper) {
        String text = text(column);
        try {
            return text == null ? null : mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the column " + column + " holds malformed JSON", e);
        }
    }

    public UUID uuid(String column) {
        return (UUID) value(column);
    }

    public Optional<UUID> optionalUuid(String column) {
        return Optional.ofNullable(uuid(column));
    }

    /** A {@code timestamptz}. */
    public Instant instant(String column) {
        OffsetDateTime time = (OffsetDateTime) value(column);
        return time == null ? null : time.toInstant();
    }

    /** A {@code bytea}. */
    public byte[] bytes(String column) {
        Buffer buffer = (Buffer) value(column);
        return buffer == null ? null : buffer.getBytes();
    }

    /** A {@code text[]}, null for SQL null. */
    public List<String> texts(String column) {
        String[] texts = (String[]) value(column);
        return texts == null ? null : List.of(texts);
    }

    /** A {@code uuid[]}, null for SQL null. */
    public List<UUID> uuids(String column) {
        UUID[] uuids = (UUID[]) value(column);
        return uuids == null ? null : List.of(uuids);
    }

    /** The number of an organisation, null for SQL null. */
    public OrgId org(String column) {
        Long org = longOrNull(column);
        return org == null ? null : new OrgId(org);
    }

    /** The value as the driver answers it, for a statement that takes it back. */
    public Object value(String column) {
        return values[columns.position(column)];
    }

    private Number number(String column) {
        return (Number) present(column);
    }

    private Object present(String column) {
        Object value = value(column);
        if (value == null) {
            throw new IllegalStateException("the column " + column + " is null");
        }
        return value;
    }
}
