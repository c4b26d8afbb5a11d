namespace Smp.Kernel;

/// <summary>A place in a directory that is being read: the record that filldir is given there.</summary>
internal interface IDirectoryPlace
{
    /// <summary>The open directory, whose position goes on with each record.</summary>
    OpenFile File { get; }

    /// <summary>The name, its type and the number of its inode; null if there is none here. Inside a step.</summary>
    (string Name, int Type, long Inode)? Look();
}
