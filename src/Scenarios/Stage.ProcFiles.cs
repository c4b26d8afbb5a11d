using Smp.Kernel;

namespace Smp.Scenarios;

public sealed partial class Stage
{
    /// <summary>/proc/modules and the other files of /proc that are the kernel's own are there.</summary>
    public void KernelProcFiles()
    {
        Describe("kernel's own files");
        Kernel.ProcFiles.AddStandard();
    }

    /// <summary>A file of /proc that is the kernel's own: <c>/proc/1/status</c>.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="show">Makes its text, within one step: looks at kernel memory and changes nothing.</param>
    public KernelProcFile KernelProcFile(string path, Func<string> show)
    {
        Describe($"kernel's own {path}");
        return Kernel.ProcFiles.Add(path, show);
    }

    /// <summary>A name that a file of /proc can be bound to (mount --bind).</summary>
    public void MountPoint(string path)
    {
        Describe($"mount point {path}");
        Kernel.Files.AddMountPoint(path);
    }

    /// <summary>/proc/PID/status, comm, cmdline and wchan of a process.</summary>
    /// <param name="process">The process.</param>
    public void ProcFilesOf(UserProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        Describe($"files of process {process.Pid}");
        Kernel.ProcPidText.Add(process.Task);
    }
}
