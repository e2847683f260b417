package org.dalgo.operator;

import picocli.CommandLine.Command;

/** All commands. */
@Command(
        name = Main.OPERATOR,
        description = "Commands of whoever operates this installation. They take the same settings as the server.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CreateAdminCommand.class,
            ResetPasswordCommand.class,
            ListOrgsCommand.class,
            CreateOrgCommand.class,
            DeleteOrgCommand.class,
            AddUserToOrgCommand.class,
            SetFlagCommand.class,
            RotateKeysCommand.class
        })
class OperatorCommand {}
