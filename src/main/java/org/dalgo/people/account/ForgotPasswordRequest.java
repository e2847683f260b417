package org.dalgo.people.account;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Somebody has forgotten the password of that address. */
public record ForgotPasswordRequest(@NotBlank @Size(max = 254) String email) {}
