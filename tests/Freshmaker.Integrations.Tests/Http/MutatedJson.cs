using System.Net;
using Freshmaker.Domain.Ports;
using Freshmaker.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Integrations.Tests.Http;

/// <summary>Real answers with parts replaced or dropped, or cut and spoilt as bytes: an adapter gives a value or an <see cref="OutsideFault"/>, and nothing else.</summary>
internal static class MutatedJson
{
    static readonly JsonMutation Odd = new();

    /// <param name="real">The answer that is mutated.</param>
    /// <param name="ask">Asks over a client whose answers are that one, mutated.</param>
    /// <param name="others">Answers that are not mutated, by path.</param>
    /// <returns>How many of the tries gave a value, and how many a fault.</returns>
    public static (int Values, int Faults) Try(string real, Func<HttpClient, Task> ask, IReadOnlyDictionary<string, string>? others = null, int tests = 500)
    {
        var (values, faults) = (0, 0);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            using var http = new HttpClient(new Same(Mutate(real, new(bytes)), others)) { BaseAddress = new("http://outside.example.org/") };
            try
            {
                ask(http).GetAwaiter().GetResult();
                values++;
            }
            catch (OutsideFault fault)
            {
                fault.Text.ShouldNotBeEmpty();
                fault.Text.Length.ShouldBeLessThan(1000);
                faults++;
            }
        }));
        return (values, faults);
    }

    static byte[] Mutate(string real, Choices choice)
    {
        var bytes = Odd.Mutate(real, choice);
        return choice.Of(5) switch
        {
            1 => bytes[..choice.Place(bytes.Length)],
            2 => JsonMutation.Spoil(bytes, 1, choice),
            _ => bytes,
        };
    }

    sealed class Same(byte[] body, IReadOnlyDictionary<string, string>? others) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = others?.GetValueOrDefault(request.RequestUri!.AbsolutePath) is { } other ? new StringContent(other) : new ByteArrayContent(body),
            });
    }
}
