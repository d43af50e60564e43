using Freshmaker.Host.Following;

namespace Freshmaker.Host.GraphQL.Subscriptions;

/// <summary>
/// Changes as the executer wants them, one at a time: the next is given when the result of the one before has been written to the client. The executer itself would
/// queue without bounds what a client does not take.
/// </summary>
sealed class PacedChanges<T>(IAsyncEnumerable<Change> changes, Func<Change, T> show, Delivery delivery, int capacity) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer) => new Run(this, observer);

    sealed class Run : IDisposable
    {
        readonly CancellationTokenSource _stop = new();

        public Run(PacedChanges<T> paced, IObserver<T> observer)
        {
            var stop = _stop.Token;
            using var apart = ExecutionContext.SuppressFlow(); // it can last longer than the request
            _ = Task.Run(() => paced.GiveAsync(observer, stop), CancellationToken.None);
        }

        public void Dispose() => _stop.Cancel();
    }

    async Task GiveAsync(IObserver<T> observer, CancellationToken stop)
    {
        try
        {
            await foreach (var change in changes.WithCancellation(stop))
            {
                delivery.Begin(change);
                observer.OnNext(show(change));
                await delivery.DeliveredAsync(stop);
            }

            observer.OnCompleted();
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (TooSlowException)
        {
            observer.OnError(Refused.TooSlow(capacity, delivery.Current));
        }
        catch (Exception e)
        {
            observer.OnError(e);
        }
    }
}
