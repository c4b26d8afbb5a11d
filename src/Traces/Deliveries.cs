namespace Smp.Traces;

/// <summary>
/// Tells in which step a message was taken, which a trace does not say: a process takes what is sent to it with its next
/// step, a CPU an interrupt with the handler's first, a call with the caller's next, and anything else with whatever steps
/// there next. Other actors take what they get at once. One such object reads the lines of one trace, in order.
/// </summary>
internal sealed class Deliveries
{
    private const string Process = "process ";
    private const string Cpu = "cpu";

    private readonly List<Letter> _underway = [];
    private int _count;
    private TraceStep? _step;

    /// <summary>A message on its way.</summary>
    /// <param name="Id">Its number, from 1.</param>
    /// <param name="Message">What was sent.</param>
    /// <param name="Step">The step that posted it; null for what came before the first.</param>
    internal sealed record Letter(int Id, TraceMessage Message, TraceStep? Step)
    {
        /// <summary>What it is, in one word: the first of its text.</summary>
        internal string Kind => Message.Text.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 ? Message.Text[..space] : Message.Text;

        /// <summary>What it says beyond that.</summary>
        internal string Rest => Message.Text.Length > Kind.Length ? Message.Text[(Kind.Length + 1)..] : "";

        /// <summary>Whether it is an interrupt.</summary>
        internal bool IsInterrupt => Kind == "Irq";

        /// <summary>Whether a process asks a CPU for something.</summary>
        internal bool IsCall => Kind == "Syscall";

        /// <summary>Whether it goes to a process.</summary>
        internal bool IsToProcess => Message.To.StartsWith(Process, StringComparison.Ordinal);

        /// <summary>The CPU it goes to; -1 if it goes to none.</summary>
        internal int ToCpu => CpuOf(Message.To);
    }

    /// <summary>What nobody has taken yet, in the order of posting.</summary>
    internal IReadOnlyList<Letter> Underway => _underway;

    /// <summary>The CPU an actor is: <c>cpu1</c> is 1; -1 for another actor.</summary>
    internal static int CpuOf(string actor)
        => actor.StartsWith(Cpu, StringComparison.Ordinal) && int.TryParse(actor.AsSpan(Cpu.Length), out int cpu) ? cpu : -1;

    /// <summary>A message was posted. It is under way if its receiver takes it in a step.</summary>
    internal Letter Post(TraceMessage message)
    {
        var letter = new Letter(++_count, message, _step is { } step && step.Number == message.Number ? step : null);
        if (letter.IsToProcess || letter.ToCpu >= 0)
        {
            _underway.Add(letter);
        }

        return letter;
    }

    /// <summary>A step is taken: the messages that are taken with it.</summary>
    internal IReadOnlyList<Letter> TakenBy(TraceStep step)
    {
        _step = step;
        if (_underway.Count == 0)
        {
            return [];
        }

        var taken = _underway.FindAll(letter => IsTakenBy(letter, step));
        _underway.RemoveAll(taken.Contains);
        return taken;
    }

    private static bool IsTakenBy(Letter letter, TraceStep step)
        => letter.IsToProcess ? step.AgentName == letter.Message.To[Process.Length..]
            : letter.IsInterrupt ? step.Cpu == letter.ToCpu && step.Context == TraceContext.HardIrq
            : letter is { IsCall: true, Step: { } call } ? step.Agent == call.Agent
            : step.Cpu == letter.ToCpu;
}
