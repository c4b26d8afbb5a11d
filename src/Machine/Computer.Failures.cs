using System.Diagnostics;
using System.Reflection;

namespace Smp.Machine;

/// <summary>What becomes of a run in which the testbed or the scenario fails: who it was, and where.</summary>
public sealed partial class Computer
{
    private string _failedAt = "";

    /// <summary>
    /// The failure of a clause of the scenario, which is looked at after a step: named by the clause, and placed in its code
    /// even where the runtime has inlined that.
    /// </summary>
    /// <param name="clause">The clause, in the scenario's words.</param>
    /// <param name="code">Its code.</param>
    /// <param name="e">What came out of it.</param>
    public MachineException ClauseFailed(string clause, Delegate code, Exception e)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(e);
        string place = PlaceOf(e);
        place = place.Length != 0 ? place : SourceLines.DeclarationOf(code.Method);
        string after = _current >= 0 ? $"after a step of {_agents[_current].Name}, " : "";
        return new MachineException($"{after}the clause '{clause}' failed: {Said(e)}{InBrackets(place)}", e);
    }

    /// <summary>The run has failed: leaves the computer fit for the next one, and says who failed and where.</summary>
    private Exception Failed(Exception e)
    {
        string agent = _current >= 0 ? _agents[_current].Name : "the machine";
        if (e is MachineException { InnerException: not null } or OperationCanceledException)
        {
            Abandon();
            return e;
        }

        bool isNondeterminism = e is MachineException { IsNondeterminism: true };
        string place = isNondeterminism ? "" : PlaceOf(e);
        if (place.Length == 0 && !isNondeterminism && _current >= 0)
        {
            place = Recorder is not null ? Standing() : _stepwise ? "" : StandingIfRepeated();
        }

        _failedAt = place;
        Abandon();
        string who = e.Message.StartsWith(agent + " ", StringComparison.Ordinal) ? "" : $"{agent}: ";
        return new MachineException($"{who}{e.Message}{InBrackets(place)}", e) { IsNondeterminism = isNondeterminism };
    }

    /// <summary>The stage has failed: this computer is of no further use.</summary>
    private MachineException StageFailed(int agent, Exception e)
    {
        string place = PlaceOf(e);
        place = place.Length != 0 || _stageSite.File is null ? place : $"after {_stageSite}";
        string name = _agents[agent].Name;
        _atWork = false;
        _current = -1;
        string what = e is MachineException ? e.Message : Said(e);
        string who = what.StartsWith(name + " ", StringComparison.Ordinal) ? "" : $"{name}: ";
        return new MachineException($"on the stage, {who}{what}{InBrackets(place)}", e);
    }

    private void Abandon()
    {
        _atWork = false;
        _current = -1;
        _starting = false;
        _stepwise = false;
        _inspecting = false;
        Reset();
    }

    /// <summary>The place in the module, the scenario, or else a detector, that the exception came from or passed through: <c>Sleep.cs:84</c>.</summary>
    public string PlaceOf(Exception e)
    {
        ArgumentNullException.ThrowIfNull(e);
        string inDetector = "";
        foreach (var frame in new StackTrace(e, fNeedFileInfo: true).GetFrames())
        {
            var method = frame.GetMethod();
            if (frame.GetFileName() is not { } file || frame.GetFileLineNumber() <= 0 || IsOurs(method?.Module.Assembly))
            {
                continue;
            }

            string place = $"{Path.GetFileName(file)}:{frame.GetFileLineNumber()}";
            if (!typeof(IDetector).IsAssignableFrom(method?.DeclaringType))
            {
                return place;
            }

            inDetector = inDetector.Length != 0 ? inDetector : place;
        }

        return inDetector;
    }

    private bool IsOurs(Assembly? assembly)
        => assembly == typeof(Computer).Assembly || IsOfHost(assembly) || assembly == Dispatcher?.GetType().Assembly;

    /// <summary>Whether the host, or what it is made from, is in an assembly.</summary>
    private bool IsOfHost(Assembly? assembly)
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

    /// <summary>The last line of module or user code that the failing agent came to; only while recording.</summary>
    private string Standing()
    {
        var site = Recorder!.LastOf(_current);
        return site.File is null ? "" : $"after {site}";
    }

    /// <summary>
    /// Files are remembered by a recorder alone: the same choices once more, with one. It fails again where it failed.
    /// </summary>
    private string StandingIfRepeated()
    {
        var follow = new Repetition(Choices.Items.ToArray());
        Abandon();
        _failedAt = "";
        try
        {
            Record(follow);
            return "";
        }
        catch (MachineException)
        {
            return _failedAt;
        }
    }

    private static string Said(Exception e) => e is MachineException ? e.Message : $"{e.GetType().Name}: {e.Message}";

    private static string InBrackets(string place) => place.Length == 0 ? "" : $" ({place})";

    /// <summary>Takes the same choices, and then the first of everything.</summary>
    private sealed class Repetition(int[] choices) : IStrategy
    {
        private int _next;

        public void BeginExecution(Computer computer) => _next = 0;

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
        {
            int choice = _next < choices.Length ? choices[_next++] : 0;
            return choice < enabled.Length ? ChoiceLog.FromCanonical(choice, current) : IStrategy.Cut;
        }

        public int NextValue(int count) => _next < choices.Length && choices[_next] < count ? choices[_next++] : 0;
    }
}
