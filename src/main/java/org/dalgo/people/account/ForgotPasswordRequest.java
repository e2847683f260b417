package org.dalgo.people.account;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** A forgotten password, by the address of its account. */
public record ForgotPasswordRequest(@NotBlank @Size(max = 254) String email) {}
