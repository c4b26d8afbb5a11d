using System.Diagnostics;
using System.Text;

namespace EndToEnd;

/// <summary>The tool as a process of its own, built beside these tests.</summary>
internal static class Smp
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>The folder of the solution.</summary>
    internal static string Root { get; } = FindRoot();

    internal static string Dll { get; } = FindDll();

    /// <summary>Runs a command line to its end.</summary>
    internal static Ended Run(params string[] args) => Run([], args);

    /// <summary>Runs a command line with some variables set.</summary>
    internal static Ended Run(Dictionary<string, string> variables, params string[] args)
    {
        using var running = Start(variables, args);
        return running.Wait();
    }

    /// <summary>Runs a command line in a folder that stays when it has ended.</summary>
    internal static Ended RunIn(string directory, params string[] args)
    {
        using var running = Start([], args, directory);
        return running.Wait();
    }

    internal static Running Start(params string[] args) => Start([], args);

    /// <summary>Whether this process, and so every process it starts, was started with SIGINT ignored.</summary>
    internal static bool IsInterruptIgnored()
    {
        const string Status = "/proc/self/status";
        const string Key = "SigIgn:";
        const ulong Interrupt = 1 << 1;
        return File.Exists(Status)
            && File.ReadLines(Status).FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal)) is { } line
            && (Convert.ToUInt64(line[Key.Length..].Trim(), 16) & Interrupt) != 0;
    }

    private static Running Start(Dictionary<string, string> variables, string[] args, string? directory = null)
    {
        var start = new ProcessStartInfo("dotnet", [Dll, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = directory ?? Directory.CreateTempSubdirectory("smp-e2e-").FullName,
        };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("SMP_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new Running(Process.Start(start)!, start.WorkingDirectory, isOwn: directory is null);
    }

    private static string FindRoot()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Smp.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("no Smp.sln above these tests");
        }

        return root;
    }

    private static string FindDll()
    {
        // bin/Debug/net10.0 here is bin/Debug/net10.0 there.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root, "src", "Cli", "bin", output.Parent!.Name, output.Name, "smp.dll");
    }

    /// <summary>A process that has ended.</summary>
    internal sealed record Ended(int Status, string Out, string Error, string Directory);

    /// <summary>A process under way.</summary>
    internal sealed class Running(Process process, string directory, bool isOwn) : IDisposable
    {
        private readonly Task<string> _out = process.StandardOutput.ReadToEndAsync();
        private readonly Task<string> _error = process.StandardError.ReadToEndAsync();

        internal string Directory => directory;

        /// <summary>Types all there will be on standard input.</summary>
        internal void Type(string text)
        {
            process.StandardInput.Write(text);
            process.StandardInput.Close();
        }

        internal void Signal(string name)
        {
            using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
            kill.WaitForExit();
        }

        internal Ended Wait()
        {
            if (!process.WaitForExit(s_limit))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"smp did not end within {s_limit}");
            }

            return new Ended(process.ExitCode, _out.Result, _error.Result, directory);
        }

        public void Dispose()
        {
            process.Dispose();
            if (isOwn)
            {
                System.IO.Directory.Delete(directory, recursive: true);
            }
        }
    }
}
