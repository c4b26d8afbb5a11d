using Akka.Actor;

namespace BankTransfer;

internal sealed record Transfer(IActorRef From, IActorRef To, int Amount)
{
    public override string ToString() => $"transfer {Amount} from {From.Path.Name} to {To.Path.Name}";
}

internal sealed record GetBalance;

internal sealed record Balance(int Amount);

internal sealed record Withdraw(int Amount);

internal sealed record Withdrawn;

internal sealed record Refused;

internal sealed record Deposit(int Amount);
