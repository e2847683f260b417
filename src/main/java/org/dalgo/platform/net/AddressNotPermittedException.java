package org.dalgo.platform.net;

import java.io.IOException;

/** A host has an address that this installation does not call. */
public class AddressNotPermittedException extends IOException {

    private static final long serialVersionUID = 1L;

    public AddressNotPermittedException(String host) {
        super(host + " has an address that is not permitted");
    }
}
