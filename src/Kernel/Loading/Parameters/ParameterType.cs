namespace Smp.Kernel;

/// <summary>The types of <c>module_param(name, type, perm)</c> (include/linux/moduleparam.h).</summary>
public enum ParameterType
{
    /// <summary>unsigned char.</summary>
    Byte,

    /// <summary>short.</summary>
    Short,

    /// <summary>unsigned short.</summary>
    UShort,

    /// <summary>int.</summary>
    Int,

    /// <summary>unsigned int.</summary>
    UInt,

    /// <summary>long: 32 bits on i386 (2.0, 2.6), 64 on x86-64 (6.8).</summary>
    Long,

    /// <summary>unsigned long: as wide as long.</summary>
    ULong,

    /// <summary>An int that is 0 or 1: set by one of 0nN1yY, shown as N or Y.</summary>
    Bool,

    /// <summary>A bool that stands for the opposite of what the user says.</summary>
    InvBool,

    /// <summary>char *: where a text is.</summary>
    Charp,
}
