using Akka.Actor;
using Microsoft.Coyote.Specifications;

namespace BankTransfer;

/// <summary>An account that gives out whatever it is told to: it trusts that whoever tells it has looked before.</summary>
internal sealed class TrustingAccount : ReceiveActor
{
    private int _balance;

    public TrustingAccount(int balance)
    {
        _balance = balance;
        Receive<GetBalance>(_ => Sender.Tell(new Balance(_balance)));
        Receive<Deposit>(deposit => _balance += deposit.Amount);
        Receive<Withdraw>(withdraw =>
        {
            _balance -= withdraw.Amount;
            Specification.Assert(_balance >= 0, $"{Self.Path.Name} is overdrawn: {_balance}");
        });
    }
}

/// <summary>Looks whether there is enough, and then moves the money. In between another may do the same.</summary>
internal sealed class LookingTransfer : ReceiveActor
{
    private Transfer? _transfer;

    public LookingTransfer()
    {
        Receive<Transfer>(transfer =>
        {
            _transfer = transfer;
            transfer.From.Tell(new GetBalance());
        });
        Receive<Balance>(balance =>
        {
            if (_transfer is null || balance.Amount < _transfer.Amount)
                return;
            _transfer.From.Tell(new Withdraw(_transfer.Amount));
            _transfer.To.Tell(new Deposit(_transfer.Amount));
        });
    }
}
