namespace Smp.Machine;

/// <summary>What becomes of a run in which the testbed or the scenario fails: who it was, and where.</summary>
public sealed partial class Computer
{
    /// <summary>The run has failed: leaves the computer fit for the next one, and says who failed and where.</summary>
    private Exception Failed(Exception e)
    {
        string agent = _current >= 0 ? _agents[_current].Name : "the machine";
        Abandon();
        if (e is MachineException { InnerException: not null } or OperationCanceledException)
        {
            return e;
        }

        string who = e.Message.StartsWith(agent + " ", StringComparison.Ordinal) ? "" : $"{agent}: ";
        return new MachineException($"{who}{e.Message}{Where(e)}", e);
    }

    private void Abandon()
    {
        _current = -1;
        _starting = false;
        _stepwise = false;
        _inspecting = false;
        Reset();
    }

    /// <summary>The place in the module or the scenario that the exception came from or passed through.</summary>
    private string Where(Exception e)
    {
        foreach (var frame in new System.Diagnostics.StackTrace(e, fNeedFileInfo: true).GetFrames())
        {
            var assembly = frame.GetMethod()?.Module.Assembly;
            bool isOurs = assembly == typeof(Computer).Assembly || IsOfHost(assembly) || assembly == Dispatcher?.GetType().Assembly
                || typeof(IDetector).IsAssignableFrom(frame.GetMethod()?.DeclaringType);
            if (!isOurs && frame.GetFileName() is { } file && frame.GetFileLineNumber() > 0)
            {
                return $" ({Path.GetFileName(file)}:{frame.GetFileLineNumber()})";
            }
        }

        return "";
    }

    /// <summary>Whether the host, or what it is made from, is in an assembly.</summary>
    private bool IsOfHost(System.Reflection.Assembly? assembly)
    {
        for (var type = Host?.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            if (type.Assembly == assembly)
            {
                return true;
            }
        }

        return false;
    }
}
