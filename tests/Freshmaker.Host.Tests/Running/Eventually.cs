namespace Freshmaker.Host.Tests.Running;

static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Asks until the answer is good, and fails with the last answer when it does not become so.</summary>
    public static async Task<T> BecomesAsync<T>(Func<Task<T>> ask, Func<T, bool> isGood, string what)
    {
        var clock = TimeProvider.System;
        for (var start = clock.GetTimestamp(); ;)
        {
            var answer = await ask();
            if (isGood(answer))
                return answer;
            if (clock.GetElapsedTime(start) > Patience)
                Assert.Fail($"{what}; at last it was {answer}");
            await Task.Delay(30, TestContext.Current.CancellationToken);
        }
    }

    public static Task IsAsync(Func<bool> holds, string what) => BecomesAsync(() => Task.FromResult(holds()), answer => answer, what);
}
