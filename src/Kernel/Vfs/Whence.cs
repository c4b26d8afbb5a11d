namespace Smp.Kernel;

/// <summary>From where lseek(2) counts (include/linux/fs.h).</summary>
public enum Whence
{
    /// <summary>SEEK_SET: from the beginning.</summary>
    Set,

    /// <summary>SEEK_CUR: from the present position.</summary>
    Current,

    /// <summary>SEEK_END: from the end.</summary>
    End,
}
