package org.dalgo.people.member;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** The member who takes over as account manager, named by their address. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NewOwnerRequest(@JsonProperty("new_owner_email") @NotBlank @Size(max = 254) String newOwnerEmail) {}
