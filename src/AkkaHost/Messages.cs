using Smp.Actors;

namespace Smp.AkkaHost;

/// <summary>
/// An actor's word to itself that kernel code goes on: the agent takes its next step in the mailbox run that receives it.
/// </summary>
/// <param name="Run">The run it belongs to; a stale one, of a run that was given up, is dropped.</param>
/// <param name="Agent">The agent.</param>
internal readonly record struct Continue(int Run, int Agent);

/// <summary>A message of the machine on its way.</summary>
/// <param name="Run">The run it belongs to; a stale one is dropped.</param>
/// <param name="Message">What one of the machine's actors says to another.</param>
internal readonly record struct Delivery(int Run, Message Message);
