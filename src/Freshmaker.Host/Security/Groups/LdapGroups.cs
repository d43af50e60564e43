using System.DirectoryServices.Protocols;
using System.Net;
using Freshmaker.Host.Security.Http;
using Freshmaker.Host.Security.Settings;
using Microsoft.Extensions.Caching.Memory;

namespace Freshmaker.Host.Security.Groups;

/// <summary>
/// Asks a directory for the groups of a person. When it is away, people have no groups, and so no more than what everybody may: its trouble must open nothing and
/// stop nobody from reading. Answers are kept for a while, and so, for a shorter one, is that there was none.
/// </summary>
sealed class LdapGroups(LdapSettings settings, Seldom seldom, ILogger<LdapGroups> log) : IGroups, IDisposable
{
    const int MostPeople = 10_000;
    const int MostGroups = 5_000;
    const int MostAtOnce = 4;
    static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(10);

    readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostPeople });
    readonly SemaphoreSlim _turns = new(MostAtOnce);

    public async Task<IReadOnlyCollection<string>> OfAsync(string user, CancellationToken ct)
    {
        if (_known.TryGetValue(user, out IReadOnlyCollection<string>? known))
            return known!;
        try
        {
            return Keep(user, await AskAsync(user, ct), settings.CacheFor);
        }
        catch (Exception e) when (!ct.IsCancellationRequested) // also a library that is not installed, or a file of the password that cannot be read
        {
            if (seldom.Again($"ldap {e.GetType().Name}"))
                log.LogWarning("The directory {Url} did not tell the groups of {User}, who has none now: {Fault}", settings.Url, user, Words.Clean(e.Message));
            return Keep(user, [], PauseAfterFault);
        }
    }

    /// <remarks>The library blocks, and knows no time-out while it connects. A thread that hangs in it keeps its turn, so that there are never many.</remarks>
    async Task<IReadOnlyCollection<string>> AskAsync(string user, CancellationToken ct)
    {
        if (!await _turns.WaitAsync(settings.Timeout, ct))
            throw new TimeoutException("it is still asked for others");
        var asking = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    return Search(user);
                }
                finally
                {
                    _turns.Release();
                }
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _ = asking.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default); // nobody may be waiting any more
        return await asking.WaitAsync(settings.Timeout, ct);
    }

    List<string> Search(string user)
    {
        var port = settings.Url.IsDefaultPort || settings.Url.Port < 0 ? (settings.Url.Scheme == "ldaps" ? 636 : 389) : settings.Url.Port;
        using var connection = new LdapConnection(new LdapDirectoryIdentifier(settings.Url.Host, port));
        connection.SessionOptions.ProtocolVersion = 3;
        connection.SessionOptions.ReferralChasing = ReferralChasingOptions.None;
        connection.SessionOptions.SecureSocketLayer = settings.Url.Scheme == "ldaps";
        connection.Timeout = settings.Timeout;
        connection.AuthType = settings.Login switch { LdapLogin.Simple => AuthType.Basic, LdapLogin.Kerberos => AuthType.Kerberos, _ => AuthType.Anonymous };
        if (settings.Login == LdapLogin.Simple)
            connection.Credential = new NetworkCredential(settings.User, settings.Password());
        connection.Bind();

        var request = new SearchRequest(
            settings.UserBase, LdapFilter.Person(settings.UserAttribute, user, settings.UserClass), SearchScope.OneLevel, settings.GroupAttribute)
        {
            SizeLimit = 2,
        };
        var found = ((SearchResponse)connection.SendRequest(request, settings.Timeout)).Entries;
        if (found.Count > 1)
            throw new InvalidOperationException("there is more than one person of that name");
        return found.Count == 0 || found[0].Attributes[settings.GroupAttribute] is not { } of ? [] : [.. of.GetValues(typeof(string)).Cast<string>().Take(MostGroups)];
    }

    IReadOnlyCollection<string> Keep(string user, IReadOnlyCollection<string> groups, TimeSpan time) =>
        time == TimeSpan.Zero ? groups : _known.Set(user, groups, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = time });

    public void Dispose()
    {
        _known.Dispose();
        // Not the semaphore: a thread that hangs in the library may still give its turn back.
    }
}
