package org.dalgo.platform.net;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Makes the installation's policy from its settings; a network that cannot be read ends the start. */
@Dependent
class AddressPolicyProducer {

    @Produces
    @Singleton
    AddressPolicy policy(NetConfig config) {
        return new AddressPolicy(
                config.privateAddresses(),
                config.loopbackAddresses(),
                config.allowedNetworks().orElse(List.of()).stream()
                        .map(String::strip)
                        .map(Network::of)
                        .toList());
    }
}
