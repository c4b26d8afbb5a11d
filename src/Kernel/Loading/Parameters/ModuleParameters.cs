using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// /sys/module/NAME/parameters/PARAMETER, with open, read or write, and close as one call: the access that users have to a
/// module's variable while the module runs, and while its init does.
/// </summary>
/// <remarks>
/// <para>After kernel/params.c and fs/sysfs/file.c: 2.6.11 stores and shows without any lock, and an open file pins the
/// module; 6.8 takes param_lock, against other writers and readers of sysfs, not against the module, and removal of the files
/// waits for who is inside (kernfs_drain: as removal takes param_lock here). 2.0 has no sysfs: -ENOENT.</para>
/// <para>Who may: root where the mode has the bit for anybody, others where it has the bit for others.</para>
/// </remarks>
internal sealed class ModuleParameters
{
    private readonly LinuxKernel _kernel;
    private readonly Lazy<KernelSemaphore> _paramLock;

    internal ModuleParameters(LinuxKernel kernel)
    {
        _kernel = kernel;
        _paramLock = new Lazy<KernelSemaphore>(() => kernel.NewSemaphore("param_lock", 1), isThreadSafe: false);
    }

    /// <summary>param_lock of 6.8.</summary>
    internal KernelSemaphore ParamLock => _kernel.Profile.Generation == KernelGeneration.V68
        ? _paramLock.Value
        : throw new MachineException("kernel_param_lock() is of 6.8: what is older has no lock for parameters");

    private bool HasLock => _kernel.Profile.Generation == KernelGeneration.V68;

    /// <summary>Sets the lock up where there is one, while the computer is being built.</summary>
    internal void Use()
    {
        if (HasLock)
        {
            _ = _paramLock.Value;
        }
    }

    /// <summary>
    /// Stores <paramref name="value"/> to the int that <paramref name="path"/> (<c>module/parameter</c>) names: 0, or -ENOENT.
    /// </summary>
    internal async KTask<long> ParamAttrStore(string path, int value)
    {
        if (!TryFind(path, out var variable))
        {
            return -Errno.ENOENT;
        }

        if (!HasLock)
        {
            await ParamSetInt(variable, value);
            return 0;
        }

        await _paramLock.Value.Down();
        await ParamSetInt(variable, value);
        await _paramLock.Value.Up();
        return 0;
    }

    /// <summary>
    /// Writes a text: <paramref name="assignment"/> is <c>module/parameter=text</c>. The number of characters, or -ENOENT,
    /// -EACCES, -ENODEV, or what the parameter says.
    /// </summary>
    internal async KTask<long> Write(string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (Find(assignment.AsSpan(0, equals)) is not { } parameter)
        {
            return -Errno.ENOENT;
        }

        var files = parameter.Files;
        if (await Step(files, new OpenBody(_kernel, parameter, 2)) is var refused and not 0)
        {
            return refused;
        }

        string text = assignment[(equals + 1)..];
        var page = new Address((int)await Step(files, new PageBody(text, parameter, "fill_write_buffer")));
        await Lock();
        var stores = new ParameterStores();
        long result = await Step(files, new ParseBody(parameter, text, page, stores));
        foreach (var store in stores.All)
        {
            await ParameterText.Store(_kernel.Computer, store);
        }

        foreach (var replaced in stores.Replaced)
        {
            await Step(files, new FreeBody(replaced));
        }

        await Unlock();
        await Step(files, new CloseBody(_kernel, parameter, page));
        return result;
    }

    /// <summary>The permissions of a parameter's file; 0 if there is none now. Inside a step, or in local code of a call.</summary>
    internal int ModeOf(string path) => Find(path) is { Files.IsPublished: true } found ? found.Parameter.Mode : 0;

    /// <summary>Reads: the number of bytes, or -ENOENT, -EACCES, -ENODEV or -EFAULT.</summary>
    internal async KTask<long> Read(string path, Address buffer, long length)
    {
        if (Find(path) is not { } parameter)
        {
            return -Errno.ENOENT;
        }

        var files = parameter.Files;
        if (await Step(files, new OpenBody(_kernel, parameter, 4)) is var refused and not 0)
        {
            return refused;
        }

        await Lock();
        long result = await Step(files, new ActiveBody(parameter));
        var page = Address.Null;
        if (result == 0)
        {
            string text = await parameter.Parameter.Get() + "\n";
            page = new Address((int)await Step(files, new PageBody(text, parameter, $"param_attr_show({parameter.Parameter.Name})")));
            result = Math.Min(text.Length, length);
        }

        await Unlock();
        if (result > 0 && await _kernel.UserAccess.CopyToUser(buffer, page, (int)result, Here("sysfs_read_file")) != 0)
        {
            result = -Errno.EFAULT;
        }

        await Step(files, new CloseBody(_kernel, parameter, page));
        return result;
    }

    /// <summary>mod_sysfs_teardown of 6.8: the files go, after whoever is inside has left.</summary>
    internal async KTask Teardown(KernelModule module)
    {
        if (module.ParameterFiles is { } files)
        {
            await Lock();
            await Step(files, new UnpublishBody(files));
            await Unlock();
        }
    }

    private static async KTask ParamSetInt(Shared<int> variable, int value) => await variable.Store(value);

    private static Site Here(string function, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new(file, line, function);

    private KTask Lock() => HasLock ? _paramLock.Value.Down(function: "kernel_param_lock") : KTask.Completed;

    private async KTask Unlock()
    {
        if (HasLock)
        {
            await _paramLock.Value.Up(function: "kernel_param_unlock");
        }
    }

    private Step<TBody> Step<TBody>(ParameterFiles files, TBody body)
        where TBody : struct, IStepBody
    {
        _kernel.Computer.Announce(Operation.Kernel, files.Address, Here("param_attr"));
        return new Step<TBody>(_kernel.Computer, body);
    }

    private bool TryFind(string path, out Shared<int> variable)
    {
        variable = default;
        if (ModuleAt(path) is not { } module
            || _kernel.Profile.Generation == KernelGeneration.V20
            || module.State is not (ModuleState.Coming or ModuleState.Live)
            || module.FindParameter(path.AsSpan(module.Name.Length + 1)) is not ScalarParameter { Type: ParameterType.Int } parameter)
        {
            return false;
        }

        variable = new Shared<int>(_kernel.Computer, parameter.Address);
        return true;
    }

    private Found? Find(ReadOnlySpan<char> path)
        => ModuleAt(path) is { ParameterFiles: { } files } module
            && _kernel.Profile.Generation != KernelGeneration.V20
            && module.FindParameter(path[(module.Name.Length + 1)..]) is { Mode: not 0 } parameter
            ? new Found(module, files, parameter)
            : null;

    private KernelModule? ModuleAt(ReadOnlySpan<char> path)
    {
        int slash = path.IndexOf('/');
        int index = slash > 0 ? _kernel.Loader.IndexOf(path[..slash]) : -1;
        return index < 0 ? null : _kernel.Loader.Modules[index];
    }

    /// <summary>A parameter that has a file.</summary>
    private sealed record Found(KernelModule Module, ParameterFiles Files, ModuleParameter Parameter);

    /// <summary>The open: 0, -ENOENT if the files are not there, -EACCES, or -ENODEV if the module is going (2.6).</summary>
    private readonly struct OpenBody(LinuxKernel kernel, Found found, int mask) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (!found.Files.IsPublished)
            {
                return -Errno.ENOENT;
            }

            // Root passes by the mode, but sysfs wants the bit to be set for somebody.
            int mode = found.Parameter.Mode;
            int bits = kernel.Current.EffectiveUserId == 0 ? mode | (mode >> 3) | (mode >> 6) : mode;
            if ((bits & mask) == 0)
            {
                return -Errno.EACCES;
            }

            bool pins = kernel.Profile.Generation == KernelGeneration.V26;
            return pins && new ModuleGetBody(kernel, found.Module.ThisModule).Run(computer) == 0 ? -Errno.ENODEV : 0;
        }
    }

    /// <summary>kernfs_get_active: -ENODEV where the files have gone since the open (6.8).</summary>
    private readonly struct ActiveBody(Found found) : IStepBody
    {
        public long Run(Computer computer) => found.Files.IsPublished ? 0 : -Errno.ENODEV;
    }

    /// <summary>-&gt;store up to its stores: what the text means is worked out. The number of characters, or a negative errno.</summary>
    private readonly struct ParseBody(Found found, string text, Address page, ParameterStores stores) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (new ActiveBody(found).Run(computer) is var gone and not 0)
            {
                return gone;
            }

            if (computer.Recording)
            {
                computer.Note($"param_attr_store({found.Parameter.Name}, \"{text}\")");
            }

            int result = page.IsNull ? -Errno.ENOMEM : found.Parameter.Set(ParameterValue.Of(text, page), stores);
            return result != 0 ? result : text.Length;
        }
    }

    /// <summary>A text in a page of the writer's or reader's.</summary>
    private readonly struct PageBody(string text, Found found, string caller) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Recording)
            {
                computer.Note($"{caller}: {text.TrimEnd('\n')}");
            }

            return ParameterText.Copy(computer, text, $"page of {found.Parameter.Name}").Value;
        }
    }

    private readonly struct FreeBody(Address text) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Recording)
            {
                computer.Note($"kfree({computer.Memory.NameOf(text)})");
            }

            ParameterText.Free(computer, text);
            return 0;
        }
    }

    /// <summary>The close: the page goes, and with it what a charp of 2.6 was set to; the module is unpinned.</summary>
    private readonly struct CloseBody(LinuxKernel kernel, Found found, Address page) : IStepBody
    {
        public long Run(Computer computer)
        {
            ParameterText.Free(computer, page);
            if (kernel.Profile.Generation == KernelGeneration.V26)
            {
                new ModulePutBody(kernel, found.Module.ThisModule).Run(computer);
            }

            return 0;
        }
    }

    private readonly struct UnpublishBody(ParameterFiles files) : IStepBody
    {
        public long Run(Computer computer)
        {
            files.IsPublished = false;
            return 0;
        }
    }
}
