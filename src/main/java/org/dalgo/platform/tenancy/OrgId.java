package org.dalgo.platform.tenancy;

/**
 * Identity of an organisation inside this product. Never sent to a client, which knows organisations by slug.
 *
 * @param value primary key of the organisation's row
 */
public record OrgId(long value) {

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
