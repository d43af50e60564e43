using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Freshmaker.Host.Security.Settings;

static class CertificateFiles
{
    public static bool HoldsCertificates(string file)
    {
        try
        {
            var all = Read(file);
            foreach (var one in all)
                one.Dispose();
            return all.Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    public static X509Certificate2Collection Read(string file)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return all;
    }
}
