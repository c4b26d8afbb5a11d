using System.Globalization;
using System.Text;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.Tests.Exploration.Spinning;

/// <summary>What a task of a <see cref="SpinProgram"/> does next.</summary>
internal enum SpinOp
{
    /// <summary>x = k.</summary>
    Store,

    /// <summary>x = x + k, in two steps.</summary>
    Add,

    /// <summary>Turns round until x == k.</summary>
    Wait,

    /// <summary>Turns round until x == y; a turn is two steps.</summary>
    WaitEqual,

    /// <summary>Turns round until x == k, k + 1 times at most; then result += what it saw.</summary>
    Try,

    /// <summary>Takes x, a lock that is 0 when it is free, by turning round with cmpxchg.</summary>
    Take,
}

/// <summary>Tasks with loops that wait, and all that can come of them, worked out here without the machine.</summary>
internal sealed record SpinProgram((SpinOp Op, int X, int K)[][] Tasks)
{
    internal const int Variables = 3;

    internal static SpinProgram Draw(ulong seed)
    {
        var random = new SplitMix64(seed);
        int tasks = 2 + (int)(random.Next() % 2);
        int length = tasks == 2 ? 4 : 3;
        return new SpinProgram([.. Enumerable.Range(0, tasks).Select(_ => Enumerable.Range(0, 1 + (int)(random.Next() % (ulong)length))
            .Select(_ => ((SpinOp)(random.Next() % 6), (int)(random.Next() % Variables), (int)(random.Next() % 3))).ToArray())]);
    }

    /// <summary>The program on the machine.</summary>
    internal (Computer Computer, Func<string> End) Build()
    {
        var computer = new Computer(arenaSize: 64);
        var x = Enumerable.Range(0, Variables).Select(i => new Shared<int>(computer, computer.Memory.Allocate(4, $"x{i}", RegionKind.ModuleData))).ToArray();
        var results = Tasks.Select((_, i) => new Shared<int>(computer, computer.Memory.Allocate(4, $"result{i}", RegionKind.ModuleData))).ToArray();
        for (int i = 0; i < Tasks.Length; i++)
        {
            int task = i;
            computer.AddAgent($"task{i}", AgentKind.Task, i, () => Body(task));
        }

        computer.Attach(new Smp.Diagnostics.HungTaskDetector());
        computer.Seal();
        return (computer, () => string.Join(' ', x.Concat(results).Select(v => v.Inspect()))
            + string.Concat(computer.Agents.Select(a => (computer.BlockedBy(a.Id) & Blocked.Finished) != 0 ? " ended" : " turns")));

        async KTask Body(int task)
        {
            int result = 0;
            for (int pc = 0; pc < Tasks[task].Length; pc++)
            {
                var (op, v, k) = Tasks[task][pc];
                switch (op)
                {
                    case SpinOp.Store:
                        await x[v].Store(k);
                        break;
                    case SpinOp.Add:
                        await x[v].Store(await x[v].Load() + k);
                        break;
                    case SpinOp.Wait:
                        while (await x[v].Load() != k)
                        {
                            Turn(pc, 0);
                        }

                        break;
                    case SpinOp.WaitEqual:
                        while (await x[v].Load() != await x[(v + 1) % Variables].Load())
                        {
                            Turn(pc, 0);
                        }

                        break;
                    case SpinOp.Try:
                        int seen = 0;
                        for (int turn = 0; turn <= k && (seen = await x[v].Load()) != k; turn++)
                        {
                            Turn(pc, turn + 1);
                        }

                        result = (result * 4) + seen;
                        await results[task].Store(result);
                        break;
                    case SpinOp.Take:
                        while (await new Atomic(computer, x[v].Address).CompareExchange(0, 1) != 0)
                        {
                            Turn(pc, 0);
                        }

                        break;
                }
            }
        }

        void Turn(int pc, long live) => computer.EndTurn(live, new Site("SpinProgram.cs", pc + 1, "Body"));
    }

    /// <summary>Every end there is, by walking all states: memory, and who has ended.</summary>
    internal SortedSet<string> Ends()
    {
        var ends = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<State>();
        open.Push(new State(new int[Variables + Tasks.Length], new (int, int, int, int)[Tasks.Length]));
        while (open.TryPop(out var state))
        {
            if (!seen.Add(state.ToString()))
            {
                continue;
            }

            bool moves = false;
            for (int task = 0; task < Tasks.Length; task++)
            {
                if (state.Tasks[task].Pc < Tasks[task].Length)
                {
                    moves |= !IsIdle(state, task);
                    open.Push(Step(state, task));
                }
            }

            if (!moves)
            {
                ends.Add(string.Join(' ', state.Memory)
                    + string.Concat(state.Tasks.Select((t, i) => t.Pc >= Tasks[i].Length ? " ended" : " turns")));
            }
        }

        return ends;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var task in Tasks)
        {
            text.AppendJoin("; ", task.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.Op} x{i.X} {i.K}"))).AppendLine();
        }

        return text.ToString();
    }

    /// <summary>Whether a task stands at the head of a loop whose turn would change nothing.</summary>
    private bool IsIdle(State state, int task)
    {
        var (pc, micro, _, _) = state.Tasks[task];
        var (op, v, k) = Tasks[task][pc];
        return micro == 0 && op switch
        {
            SpinOp.Wait => state.Memory[v] != k,
            SpinOp.WaitEqual => state.Memory[v] != state.Memory[(v + 1) % Variables],
            SpinOp.Take => state.Memory[v] != 0,
            _ => false,
        };
    }

    // Micro: the step within the operation; A: what it has loaded, or the turns taken; Result: what Try has seen.
    private State Step(State state, int task)
    {
        int[] memory = [.. state.Memory];
        var tasks = ((int Pc, int Micro, int A, int Result)[])state.Tasks.Clone();
        ref var t = ref tasks[task];
        var (op, v, k) = Tasks[task][t.Pc];
        (int Pc, int Micro, int A, int Result) next = (t.Pc + 1, 0, 0, t.Result);
        switch (op)
        {
            case SpinOp.Store:
                memory[v] = k;
                t = next;
                break;
            case SpinOp.Add when t.Micro == 0:
                t = (t.Pc, 1, memory[v], t.Result);
                break;
            case SpinOp.Add:
                memory[v] = t.A + k;
                t = next;
                break;
            case SpinOp.Wait:
                t = memory[v] == k ? next : t;
                break;
            case SpinOp.WaitEqual when t.Micro == 0:
                t = (t.Pc, 1, memory[v], t.Result);
                break;
            case SpinOp.WaitEqual:
                t = memory[(v + 1) % Variables] == t.A ? next : (t.Pc, 0, 0, t.Result);
                break;
            case SpinOp.Try when t.Micro == 0:
                int seen = memory[v];
                t = seen != k && t.A < k ? (t.Pc, 0, t.A + 1, t.Result) : (t.Pc, 1, 0, (t.Result * 4) + seen);
                break;
            case SpinOp.Try:
                memory[Variables + task] = t.Result;
                t = next;
                break;
            case SpinOp.Take when memory[v] == 0:
                memory[v] = 1;
                t = next;
                break;
        }

        return new State(memory, tasks);
    }

    private sealed record State(int[] Memory, (int Pc, int Micro, int A, int Result)[] Tasks)
    {
        public override string ToString() => $"{string.Join(' ', Memory)} | {string.Join(' ', Tasks)}";
    }
}
