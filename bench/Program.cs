using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Smp.Bench.RandomSchedules).Assembly).Run(args);
