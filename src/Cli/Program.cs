using Smp.Cli;

return Tool.Run(args, Shell.OfProcess());
