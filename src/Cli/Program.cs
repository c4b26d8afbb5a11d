using Smp.Cli;

// Left at once, whatever still runs: a step that does not end holds its thread.
Environment.Exit(Tool.Run(args, Shell.OfProcess()));
