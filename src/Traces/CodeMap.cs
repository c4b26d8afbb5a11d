using Smp.Machine;

namespace Smp.Traces;

/// <summary>
/// Tells whose code each step of a run was taken in, by following every agent into modules and out again. One map reads
/// the events of one recording, in order.
/// </summary>
internal sealed class CodeMap
{
    // Code of the testbed that plays the kernel. A module's own file is never in these, however a build maps paths.
    private static readonly string[] s_kernelFolders = ["/src/Kernel/", "/src/Actors/", "/src/Machine/"];

    private readonly Recording _recording;
    private readonly Stack<string>[] _modules;
    private readonly Site[] _trap;

    internal CodeMap(Recording recording)
    {
        _recording = recording;
        _modules = new Stack<string>[recording.Agents.Count];
        for (int i = 0; i < _modules.Length; i++)
        {
            _modules[i] = new Stack<string>();
        }

        _trap = new Site[_modules.Length];
    }

    /// <summary>Whose code, which line of it, which module, and which kernel function.</summary>
    internal readonly record struct Place(CodeKind Code, Site Line, string Module, string KernelFunction);

    /// <summary>The place of the next step.</summary>
    internal Place Next(in Event step)
    {
        var inside = _modules[step.Agent];
        string module = !step.InModule.IsNull ? OwnerOf(step.InModule) : inside.Count > 0 ? inside.Peek() : "";
        var place = Find(step, module);
        switch (step.Operation)
        {
            case Operation.Trap:
                // A call begins with an empty kernel stack, whatever an earlier one that never came back left behind.
                inside.Clear();
                _trap[step.Agent] = step.Site;
                break;
            case Operation.Enter:
                inside.Push(OwnerOf(step.Object));
                break;
            case Operation.Leave when inside.Count > 0:
                inside.Pop();
                break;
        }

        return place;
    }

    private static bool IsKernel(Site site)
    {
        if (string.IsNullOrEmpty(site.File))
        {
            return false;
        }

        string path = site.File.Replace('\\', '/');
        return Array.Exists(s_kernelFolders, folder => path.Contains(folder, StringComparison.Ordinal));
    }

    private Place Find(in Event step, string module)
    {
        if (step.Operation is Operation.Trap or Operation.Return or Operation.User || IsUserAccess(step, module))
        {
            var user = step.Operation == Operation.Return ? default : IsKernel(step.Site) ? step.Caller : step.Site;
            return new Place(CodeKind.User, user, "", step.Operation == Operation.Return ? CNames.Of(step.Site.Function) : "");
        }

        if (string.IsNullOrEmpty(step.Site.File) || IsKernel(step.Site))
        {
            string function = CNames.Of(step.Site.Function);
            bool called = module.Length != 0 && !string.IsNullOrEmpty(step.Caller.File) && !IsKernel(step.Caller)
                && step.Caller != _trap[step.Agent] && step.Operation is not (Operation.Enter or Operation.Leave);
            return called
                ? new Place(CodeKind.Primitive, step.Caller, module, function)
                : new Place(CodeKind.Kernel, default, module, function);
        }

        return new Place(CodeKind.Module, step.Site, module, "");
    }

    private bool IsUserAccess(in Event step, string module)
        => module.Length == 0 && !IsKernel(step.Site) && step.Operation is Operation.Load or Operation.Store
            && _recording.RegionOf(step.Object) is { Kind: RegionKind.User };

    private string OwnerOf(Address text)
        => _recording.RegionOf(text) is not { } region ? "?" : region.Owner.Length != 0 ? region.Owner : region.Name;
}
