using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace Freshmaker.Host.Security.Bearer;

/// <summary>What the provider said about tokens, for a while. Tokens are not kept, only their hashes.</summary>
sealed class TokenCache : IDisposable
{
    const int Most = 10_000;

    readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = Most });

    public async Task<T> GetAsync<T>(string kind, string token, Func<Task<(T Answer, TimeSpan For)>> ask) where T : class
    {
        var key = $"{kind} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)))}";
        if (_known.TryGetValue(key, out T? known))
            return known!;
        var (answer, time) = await ask();
        if (time > TimeSpan.Zero)
            _known.Set(key, answer, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = time });
        return answer;
    }

    public void Dispose() => _known.Dispose();
}
