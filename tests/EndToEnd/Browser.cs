using System.Diagnostics;
using System.Text.Json;

namespace EndToEnd;

/// <summary>Runs the scripts in tests/Browser, which drive the browser of this machine.</summary>
internal static class Browser
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    private static readonly string[] s_browsers =
        [Environment.GetEnvironmentVariable("CHROMIUM") ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Why no browser can be driven here; null if one can.</summary>
    internal static string? Missing
        => !s_browsers.Any(File.Exists) ? "no Chromium is installed (apt-get install chromium)"
            : !Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")) ? "no playwright-core is installed (npm ci in tests/Browser)"
            : !IsThere("node") ? "no node is on PATH"
            : null;

    private static string Folder { get; } = Path.Combine(Smp.Root, "tests", "Browser");

    /// <summary>What a script prints: one JSON object.</summary>
    internal static Dictionary<string, JsonElement> Run(string script, string file)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, script), file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{script} did not end within {s_limit}");
        }

        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(output.Result)!
            : throw new InvalidOperationException($"{script} failed: {error.Result}");
    }

    private static bool IsThere(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}

/// <summary>A test that needs a browser; where there is none it is skipped, and says what is missing.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Looks for the browser.</summary>
    public BrowserFactAttribute() => Skip = Browser.Missing!;
}

/// <summary>The same with data.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    /// <summary>Looks for the browser.</summary>
    public BrowserTheoryAttribute() => Skip = Browser.Missing!;
}
