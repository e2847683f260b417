package org.dalgo.people.member;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Names a member by their address. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MemberEmailRequest(@NotBlank @Size(max = 254) String email) {}
