using Akka.Actor;
using Microsoft.Coyote.Specifications;

namespace BankTransfer;

/// <summary>An account that looks itself, in the same message in which it gives out: nothing comes in between.</summary>
internal sealed class CarefulAccount : ReceiveActor
{
    private int _balance;

    public CarefulAccount(int balance)
    {
        _balance = balance;
        Receive<GetBalance>(_ => Sender.Tell(new Balance(_balance)));
        Receive<Deposit>(deposit => _balance += deposit.Amount);
        Receive<Withdraw>(withdraw =>
        {
            if (_balance < withdraw.Amount)
            {
                Sender.Tell(new Refused());
                return;
            }
            _balance -= withdraw.Amount;
            Specification.Assert(_balance >= 0, $"{Self.Path.Name} is overdrawn: {_balance}");
            Sender.Tell(new Withdrawn());
        });
    }
}

/// <summary>Pays in what the account has given out.</summary>
internal sealed class AskingTransfer : ReceiveActor
{
    private Transfer? _transfer;

    public AskingTransfer()
    {
        Receive<Transfer>(transfer =>
        {
            _transfer = transfer;
            transfer.From.Tell(new Withdraw(transfer.Amount));
        });
        Receive<Withdrawn>(_ => _transfer?.To.Tell(new Deposit(_transfer.Amount)));
        Receive<Refused>(_ => _transfer = null);
    }
}
